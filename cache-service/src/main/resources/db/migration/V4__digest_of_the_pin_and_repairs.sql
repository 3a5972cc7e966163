-- The digest that the first cluster got of the revision that was pinned, and which one that was.
alter table cache.caches add column pin_digest text;
alter table cache.caches add column pin_cluster text;

-- Jobs that fetch single files again have streams, too.
alter table cache.streams add column repairs boolean not null default false;
