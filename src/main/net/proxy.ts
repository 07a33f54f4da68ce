/** The proxy settings that programs share: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>

/** Whether a URL goes through a proxy, which then resolves the name itself, so that no address can be pinned. */
export function usesProxy(url: URL, environment: ProxyEnvironment): boolean {
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? ''
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  if (proxy === '') return false
  const host = url.hostname.toLowerCase()
  return !read('NO_PROXY')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      const [name = '', port] = entry.replace(/^\*?\./, '').split(':')
      if (entry === '*') return true
      return (host === name || host.endsWith(`.${name}`)) && (port === undefined || port === url.port)
    })
}
