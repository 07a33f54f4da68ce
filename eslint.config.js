import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { importRules } from './lint/import-table.js'

/** Style is Prettier's; ESLint guards what a reader can't see at once: the architecture, types let out, files too long. */
export default tseslint.config(
  {
    ignores: [
      'out/',
      'dist/',
      'node_modules/',
      'resources/',
      'e2e/fixtures/',
      'test-results/',
      'playwright-report/',
      '**/golden/**'
    ]
  },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['tsconfig.node.json', 'tsconfig.web.json'],
          noWarnOnMultipleProjects: true
        })
      ]
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }]
    }
  },
  { files: ['**/*.vue'], rules: { 'max-lines': ['error', { max: 300 }] } },
  { files: ['**/*.test.ts', 'e2e/**', 'bench/**', 'bin/**'], rules: { 'no-console': 'off' } },
  { files: ['src/main/hosts/**'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['bin/**/*.mjs', '*.js', 'lint/**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } }
  },
  ...importRules
)
