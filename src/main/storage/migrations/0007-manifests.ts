/**
 * Manifests made by hand. A canvas refers to its image loosely: an image that leaves the project leaves its place behind,
 * so that undo brings it back where it stood.
 */
export const manifests = `
create table manifest (
  id integer primary key autoincrement,
  label text not null,
  summary text not null,
  metadata text not null,
  rights text,
  required_statement text,
  provider text,
  thumbnail_image_id integer,
  modified_at integer not null
) strict;

create table manifest_canvas (
  id integer primary key autoincrement,
  manifest_id integer not null references manifest (id) deferrable initially deferred,
  image_id integer not null,
  position integer not null,
  label text,
  thumbnail text
) strict;
create index manifest_canvas_manifest on manifest_canvas (manifest_id);
`
