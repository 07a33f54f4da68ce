/** The IIIF image service that a picture came from, with the version of its API: where a label was made is part of what it says. */
export const imageService = `
alter table image add column service text;
`
