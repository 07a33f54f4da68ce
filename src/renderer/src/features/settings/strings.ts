export const settingsStrings = { title: 'Settings' }
