export const startStrings = { title: 'Start' }
