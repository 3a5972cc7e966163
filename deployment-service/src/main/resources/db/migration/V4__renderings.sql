-- Counts the renderings of the Work; what was observed of an older one does not count.
alter table replica rename work_generation to rendering;

-- The generation that made the revision, by which its caches are asked for. Of those that are there, the newest known one: they hold their grants.
alter table revision add created bigint not null default 0;
