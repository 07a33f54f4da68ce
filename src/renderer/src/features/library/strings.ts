export const libraryStrings = { title: 'Library' }
