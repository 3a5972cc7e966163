-- Whether the origin asked an attempt to slow down while it had streams: the budget was made smaller for it.
alter table cache.streams add column throttled boolean not null default false;
