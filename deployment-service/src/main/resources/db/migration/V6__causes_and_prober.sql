-- Which event made something what it is now: what a timer or a probe says of it later is because of that.
create table cause (
  of    text primary key,   -- a resource, or UID/NAME of a replica
  event text not null
);

-- Which replica of this service says how the gateway is.
create table prober (
  name   text primary key,
  holder text not null,
  well   boolean not null,  -- what it said last
  until  timestamptz not null
);
