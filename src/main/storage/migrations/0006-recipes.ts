/** Recipes that the user made. */
export const recipes = `
create table recipe (
  name text primary key,
  recipe text not null,
  modified_at integer not null
) strict;
`
