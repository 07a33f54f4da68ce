/**
 * Addresses that Presentation 3 takes as `rights` without an extension: Creative Commons licences and
 * RightsStatements.org statements, in the http form that the specification asks for (section 3.1, `rights`).
 */
export const usualRights: readonly { readonly uri: string; readonly name: string }[] = [
  { uri: 'http://creativecommons.org/publicdomain/zero/1.0/', name: 'CC0 1.0' },
  { uri: 'http://creativecommons.org/publicdomain/mark/1.0/', name: 'Public Domain Mark 1.0' },
  { uri: 'http://creativecommons.org/licenses/by/4.0/', name: 'CC BY 4.0' },
  { uri: 'http://creativecommons.org/licenses/by-sa/4.0/', name: 'CC BY-SA 4.0' },
  { uri: 'http://creativecommons.org/licenses/by-nd/4.0/', name: 'CC BY-ND 4.0' },
  { uri: 'http://creativecommons.org/licenses/by-nc/4.0/', name: 'CC BY-NC 4.0' },
  { uri: 'http://creativecommons.org/licenses/by-nc-sa/4.0/', name: 'CC BY-NC-SA 4.0' },
  { uri: 'http://creativecommons.org/licenses/by-nc-nd/4.0/', name: 'CC BY-NC-ND 4.0' },
  { uri: 'http://rightsstatements.org/vocab/InC/1.0/', name: 'In copyright' },
  { uri: 'http://rightsstatements.org/vocab/InC-EDU/1.0/', name: 'In copyright, educational use permitted' },
  { uri: 'http://rightsstatements.org/vocab/InC-NC/1.0/', name: 'In copyright, non-commercial use permitted' },
  { uri: 'http://rightsstatements.org/vocab/InC-RUU/1.0/', name: 'In copyright, rights-holder not found' },
  { uri: 'http://rightsstatements.org/vocab/NoC-US/1.0/', name: 'No copyright, United States' },
  { uri: 'http://rightsstatements.org/vocab/NoC-NC/1.0/', name: 'No copyright, non-commercial use only' },
  { uri: 'http://rightsstatements.org/vocab/NKC/1.0/', name: 'No known copyright' },
  { uri: 'http://rightsstatements.org/vocab/CNE/1.0/', name: 'Copyright not evaluated' },
  { uri: 'http://rightsstatements.org/vocab/UND/1.0/', name: 'Copyright undetermined' }
]
