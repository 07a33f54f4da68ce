/** Annotation servers are asked by canvas: among 70,000 images each question would read all of them. */
export const canvasIndex = `
create index image_canvas on image (canvas_id);
`
