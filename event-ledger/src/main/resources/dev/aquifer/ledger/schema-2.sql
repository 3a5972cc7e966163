-- What this service said last of each slot of a compacted topic, as it was published: the topics
-- can be filled again from here, and what says the same again need not be said (ADR 0012).
create table ledger.levels (
    topic text not null,
    slot text not null,
    partition_key text not null,
    type text not null,
    sequence bigint not null,
    headers bytea not null,
    value bytea not null,
    primary key (topic, slot));
create index levels_partition_key on ledger.levels (topic, partition_key);

-- Of each partition that this service publishes to: up to where the topic and the levels agree.
create table ledger.published (
    topic text not null,
    partition integer not null,
    topic_id text not null,
    first_offset bigint not null,
    next_offset bigint not null,
    primary key (topic, partition));

-- Which topic of that name the offset is of; null until it was looked at.
alter table ledger.positions add topic_id text;

-- The number of the record; null for dead letters.
alter table ledger.outbox add sequence bigint;
