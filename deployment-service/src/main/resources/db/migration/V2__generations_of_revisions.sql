-- A revision is right for the generation that made it, and for later ones that change nothing of it.
-- What is said of an older or the same generation makes no revision, however a newer release would read it.
alter table revision add generation bigint not null default 0;
update revision r set generation = d.generation
from deployment d where d.uid = r.deployment_uid and d.revision = r.revision;

-- GPUs that became free; a timer looks at who waits for them and forgets it.
create table freed (
  id      bigint generated always as identity primary key,
  cluster text not null
);
