/** What an annotation was read from is kept whole, so that writing it again loses nothing. */
export const annotationOrigin = `
alter table annotation add column external_id text;
alter table annotation add column original text;
`
