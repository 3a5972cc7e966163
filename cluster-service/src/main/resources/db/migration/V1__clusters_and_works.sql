-- What users want, what was published of it last, and what was applied.

create table cluster.classes (
    name text primary key,
    uid text not null,
    generation bigint not null,
    spec text not null,
    correlation text not null,
    withdrawn_since timestamptz
);

create table cluster.clusters (
    name text primary key,
    uid text not null,
    generation bigint not null,
    spec text not null,
    correlation text not null,
    withdrawn_since timestamptz,
    removed boolean not null default false,
    -- Rises with each new session, also over lives of the name: who holds the newest may write.
    session bigint not null default 0,
    last_seen timestamptz
);

-- The newest fact of each slot, so that only changes are published and "since" is kept.
create table cluster.said (
    slot text primary key,
    partition_key text not null,
    uid text not null,
    type text not null,
    fact text not null
);
create index on cluster.said (partition_key);

create table cluster.works (
    cluster text not null,
    work text not null,
    subject text not null,
    purpose text not null,
    revision bigint not null,
    attempt bigint not null,
    -- Rendered once, when the Work was requested.
    manifests text not null,
    secrets text not null,
    reports_progress boolean not null,
    correlation text not null,
    causation text,
    version bigint not null default 1,
    withdrawn boolean not null default false,
    removed boolean not null default false,
    -- What was applied and what its cluster made of it.
    applied text not null default '[]',
    applied_version bigint not null default 0,
    observation text,
    observation_type text,
    primary key (cluster, work)
);
