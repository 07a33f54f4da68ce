/** References are checked at the end of a transaction: undo brings rows back in no particular order. */
export const library = `
create table project (
  id integer primary key check (id = 1),
  name text not null,
  revision integer not null,
  created_at integer not null
) strict;

create table source (
  id integer primary key autoincrement,
  kind text not null,
  name text not null,
  uri text not null,
  imported_at integer not null,
  rights text
) strict;

create table image (
  id integer primary key autoincrement,
  name text not null,
  source_id integer not null references source (id) deferrable initially deferred,
  canvas_id text not null,
  width integer not null,
  height integer not null,
  canvas_width integer,
  canvas_height integer,
  pixels text not null check (pixels in ('file', 'packed', 'remote')),
  hash text,
  format text,
  pack_index integer,
  channels integer,
  location text,
  split text not null default 'none',
  rights text,
  attribution text,
  metadata text not null,
  note text not null default '',
  problem text,
  imported_at integer not null
) strict;
create index image_pixels on image (hash, pack_index);
create index image_source on image (source_id);

create table class (
  id integer primary key autoincrement,
  name text not null,
  position integer not null,
  color text not null,
  guideline text not null default '',
  example_image_ids text not null
) strict;

create table annotation (
  id integer primary key autoincrement,
  uuid text not null,
  image_id integer not null references image (id) deferrable initially deferred,
  kind text not null check (kind in ('whole', 'rect', 'rotated', 'polygon', 'point')),
  region text,
  class_id integer references class (id) deferrable initially deferred,
  status text not null,
  note text not null default '',
  author text not null,
  created_at integer not null,
  modified_at integer not null,
  confidence real,
  seen_predictions integer not null default 0,
  provenance text
) strict;
create unique index annotation_uuid on annotation (uuid);
create index annotation_image on annotation (image_id);
create index annotation_class on annotation (class_id);

create table step (
  id integer primary key autoincrement,
  title text not null,
  gesture text,
  author text not null,
  at integer not null,
  undone integer not null default 0,
  inverse blob not null
) strict;

create table audit (
  id integer primary key autoincrement,
  at integer not null,
  author text not null,
  summary text not null
) strict;
create table audited_annotation (
  annotation_id integer not null,
  audit_id integer not null references audit (id),
  primary key (annotation_id, audit_id)
) strict, without rowid;

create table job (
  id text primary key,
  kind text not null,
  title text not null,
  state text not null,
  detail text not null,
  progress real,
  created_at integer not null,
  started_at integer,
  ended_at integer,
  run_id text,
  error text,
  result text,
  revision integer not null
) strict;
`
