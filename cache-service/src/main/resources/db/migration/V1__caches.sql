-- A life of a ModelCache. Another life of the same name is another row.
create table cache.caches (
    uid text primary key,
    resource text not null,
    generation bigint not null,
    spec jsonb not null,
    correlation_id text not null,
    -- Set once the resource is being deleted.
    withdrawn_at timestamptz,
    -- Another life has taken the name: this one speaks no more, it only cleans up.
    superseded boolean not null default false,
    -- The revision that was pinned, and of which source.
    pin_plan text,
    pin_revision text,
    pinned_at timestamptz,
    -- When a timer has to decide again; null when only events can change anything.
    wake_at timestamptz);
create index caches_resource on cache.caches (resource);
create index caches_wake on cache.caches (wake_at) where wake_at is not null;

-- What is known of clusters; wanted by users, seen by cluster-service, each with the uid it spoke of.
create table cache.clusters (
    name text primary key,
    uid text,
    labels jsonb not null default '{}',
    withdrawn boolean not null default false,
    ready_uid text,
    ready boolean not null default false,
    ready_message text not null default '',
    storage_uid text,
    storage_classes jsonb not null default '[]',
    storage_message text not null default '');

-- How far each cache is on each cluster.
create table cache.hydrations (
    cache_uid text not null references cache.caches on delete cascade,
    cluster text not null,
    state jsonb not null,
    primary key (cache_uid, cluster));

-- The Works that were requested; attempt is the newest that was.
create table cache.works (
    cluster text not null,
    work text not null,
    cache_uid text not null references cache.caches on delete cascade,
    purpose text not null,
    attempt bigint not null,
    generation bigint not null,
    phase text not null check (phase in ('REQUESTED', 'WITHDRAWN', 'REMOVED')),
    session bigint not null default 0,
    primary key (cluster, work));
create index works_cache on cache.works (cache_uid);

-- Who asked to mount which cache where, and what was answered last.
create table cache.uses (
    cache text not null,
    cluster text not null,
    user_resource text not null,
    user_uid text not null,
    user_generation bigint not null,
    correlation_id text not null,
    -- The life of the cache that it was granted of, and the grant; null while refused.
    granted_uid text,
    granted_generation bigint,
    grant_made jsonb,
    primary key (cache, cluster, user_resource));

-- What each slot said last.
create table cache.said (
    topic text not null,
    partition text not null,
    remainder text not null,
    type text not null,
    event jsonb not null,
    primary key (topic, partition, remainder));
