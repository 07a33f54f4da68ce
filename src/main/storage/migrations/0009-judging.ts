/** Predictions that were made elsewhere, and what classes of other datasets count as. */
export const judging = `
create table prediction_set (
  id integer primary key autoincrement,
  uuid text not null,
  name text not null,
  kind text not null,
  count integer not null,
  classes text not null,
  population text not null,
  examples text not null,
  object text not null,
  file text not null,
  file_hash text not null,
  note text not null default '',
  created_at integer not null
) strict;
create unique index prediction_set_uuid on prediction_set (uuid);

create table label_map (
  id integer primary key autoincrement,
  model_classes text not null,
  population text not null,
  kind text not null,
  pairs text not null,
  modified_at integer not null
) strict;
create unique index label_map_of on label_map (model_classes, population);
`
