/** Where everything that defines a run is shown. */
export const runAddress = (id: string) => ({ name: 'run', params: { id } })
