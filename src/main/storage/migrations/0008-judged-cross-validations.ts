/**
 * A cross-validation is judged as one model: it is counted with the runs, has a note and a trash as they do, and its
 * evaluations are kept, so that `evaluation_revision.run_id` may name it.
 */
export const judgedCrossValidations = `
update cross_validation set number = number + coalesce((select max(number) from run), 0);
alter table cross_validation add column note text not null default '';
alter table cross_validation add column removed integer not null default 0;

create table kept_revision (
  id integer primary key autoincrement,
  run_id text not null,
  population text not null,
  population_hash text not null,
  at integer not null,
  step_id integer,
  count integer not null,
  correct integer not null,
  accuracy real,
  macro_f1 real,
  original_accuracy real,
  state blob not null,
  summary text not null
) strict;
insert into kept_revision select * from evaluation_revision;
drop table evaluation_revision;
alter table kept_revision rename to evaluation_revision;
create index evaluation_revision_of on evaluation_revision (run_id, population);
`
