-- The incarnation of this database: the high bits of all sequence numbers (ADR 0011).
create table ledger.incarnation (
    single boolean primary key default true check (single),
    value bigint not null);
insert into ledger.incarnation (value) values (0);

-- The low bits. Never set back.
create sequence ledger.counter;

-- Where each consumer is; moved only together with what the records before it caused.
create table ledger.positions (
    consumer text not null,
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (consumer, topic, partition));

-- The newest sequence handled of each slot and source; gone_at once a tombstone came.
create table ledger.slots (
    consumer text not null,
    topic text not null,
    slot text not null,
    source text not null,
    sequence bigint not null,
    gone_at timestamptz,
    primary key (consumer, topic, slot, source));
create index slots_gone on ledger.slots (gone_at) where gone_at is not null;

-- Handled events that have no sequence, such as requests of other systems.
create table ledger.inbox (
    consumer text not null,
    topic text not null,
    source text not null,
    id text not null,
    handled_at timestamptz not null,
    primary key (consumer, topic, source, id));
create index inbox_age on ledger.inbox (handled_at);

-- Keys whose newest record went to the dead letters.
create table ledger.marked_keys (
    consumer text not null,
    topic text not null,
    slot text not null,
    partition integer not null,
    record_offset bigint not null,
    reason text not null,
    marked_at timestamptz not null,
    primary key (consumer, topic, slot));

-- Records to publish, in the order of id for each resource. Deleted by id once the broker has them.
create table ledger.outbox (
    id bigint generated always as identity primary key,
    topic text not null,
    partition_key text not null,
    record_key bytea,
    headers bytea not null,
    value bytea,
    written_at timestamptz not null);
