-- The newest value of the annotation that asks to read again what is staged.
alter table cache.caches add column verify_request text not null default '';
-- Bytes of the revision that was pinned, where they are known.
alter table cache.caches add column pin_bytes bigint;

-- Versions of what the attempt was given of the control cluster.
alter table cache.works add column inputs jsonb;

-- How many streams all attempts together have to an origin as that credential, where that is not what
-- the settings say.
create table cache.budgets (
    host text not null,
    credential text not null,
    streams int not null,
    primary key (host, credential));

-- Attempts that have some of them, or wait for some: streams is 0 then.
create table cache.streams (
    cache_uid text not null references cache.caches on delete cascade,
    cluster text not null,
    host text not null,
    credential text not null,
    attempt bigint not null,
    streams int not null,
    budget int not null,
    asked_at timestamptz not null,
    primary key (cache_uid, cluster));
create index streams_origin on cache.streams (host, credential);

-- How what is published is looked after.
create table cache.upkeep (
    cache_uid text not null references cache.caches on delete cascade,
    cluster text not null,
    state jsonb not null,
    primary key (cache_uid, cluster));
