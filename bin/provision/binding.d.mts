export function projectModules(): string
export function bindingHash(nodeModules: string): string | null
export function shippedBinding(nodeModules: string): string
