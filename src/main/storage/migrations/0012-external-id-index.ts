/** Annotation servers are asked by the annotation's id. Labels that came from no document have none: they stay out. */
export const externalIdIndex = `
create index annotation_external on annotation (external_id) where external_id is not null;
`
