-- What came of Jobs that ended: taken from their pods once, which may go then.
alter table cluster.works add column results text not null default '[]';

-- The newest that was ever wanted. A cluster that shows something newer tells that this database
-- was restored: nothing is reverted or deleted there until the bus has told the rest again.
alter table cluster.works add column newest_generation bigint not null default 0;
alter table cluster.works add column newest_revision bigint not null default 0;
alter table cluster.works add column newest_attempt bigint not null default 0;
update cluster.works set newest_revision = revision, newest_attempt = attempt,
    newest_generation = coalesce((subject::json ->> 'generation')::bigint, 0);

-- When its requester forgot it. Kept for a while, so that a creation that was under way then and
-- arrives late is known for what it is, and taken away.
alter table cluster.works add column forgotten timestamptz;
create index on cluster.works (forgotten) where forgotten is not null;
