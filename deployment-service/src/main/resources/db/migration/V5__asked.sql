-- Endpoints made by hand are asked too. Those that are there serve until asking shows otherwise.
alter table endpoint add answers  boolean not null default true;
alter table endpoint alter answers set default false;
alter table endpoint add failures int not null default 0;               -- since it answered last
alter table endpoint add saw      text;                                 -- what asking showed, while it does not answer
alter table endpoint add ask_at   timestamptz not null default now();
create index endpoint_by_ask_at on endpoint (ask_at);
