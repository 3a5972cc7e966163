-- What is heard from others: levels, each row the newest.

create table cluster (
  name         text primary key,
  uid          text,
  labels       jsonb   not null default '{}',
  wanted       boolean not null default false,  -- an InferenceCluster of that name exists and is not going
  reachable    boolean not null default false,
  capabilities jsonb   not null default '[]',
  pools        jsonb   not null default '[]'
);

create table cache (
  namespace text not null,
  name      text not null,
  uid       text not null,
  going     boolean not null default false,
  primary key (namespace, name)
);

create table cache_on_cluster (
  cache_uid text not null,
  cluster   text not null,
  ready     boolean not null,
  primary key (cache_uid, cluster)
);

-- What is decided here.

create table deployment (
  uid         text primary key,
  namespace   text not null,
  name        text not null,
  generation  bigint not null,
  labels      jsonb not null,
  spec        jsonb not null,
  going       boolean not null default false,
  since       timestamptz not null,
  correlation text not null,
  revision    bigint not null default 0
);
create index deployment_by_name on deployment (namespace, name);

create table revision (
  deployment_uid text not null references deployment on delete cascade,
  revision       bigint not null,
  workers        jsonb not null,
  caches         jsonb not null,
  primary key (deployment_uid, revision)
);

-- A row here is GPUs taken on a cluster: it goes only after the cluster said that the Work is gone.
create table replica (
  deployment_uid text not null references deployment,
  name           text not null,
  cluster        text not null,
  revision       bigint not null,
  gpus           int not null,
  pods           int not null,
  leaving        boolean not null default false,
  cache_grant    jsonb,          -- the newest CacheUseGranted
  work           text,           -- null before the first WorkRequested
  work_generation bigint not null default 0,  -- observations of older ones do not count
  rendered_for   text,           -- revision and mount that the Work was rendered for
  refusal        text,           -- why the cache may not be mounted now
  observation    jsonb,          -- the newest WorkObserved, WorkApplied … of the Work
  observation_type text,
  was_ready      boolean not null default false,
  url            text,           -- of the engine, while the gang is ready
  models         jsonb,          -- what the engine listed, once it answered
  primary key (deployment_uid, name)
);
create index replica_by_cluster on replica (cluster);
create index replica_by_work on replica (work);

create table service (
  uid         text primary key,
  namespace   text not null,
  name        text not null,
  generation  bigint not null,
  spec        jsonb not null,
  going       boolean not null default false,
  correlation text not null
);
create index service_by_namespace on service (namespace);

create table endpoint (
  uid         text primary key,
  namespace   text not null,
  name        text not null,
  generation  bigint not null,
  labels      jsonb not null,
  url         text not null,
  correlation text not null
);
create index endpoint_by_namespace on endpoint (namespace);

create table gateway (
  uid         text primary key,
  name        text not null,
  generation  bigint not null,
  backend     text not null,
  address     text,
  correlation text not null
);

-- The newest fact that was published of each slot: what is unchanged is not said again.
create table said (
  topic     text not null,
  partition text not null,
  remainder text not null,
  type      text not null,
  event     jsonb not null,
  primary key (topic, partition, remainder)
);
