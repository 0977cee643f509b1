/** An address as it may be shown: names and hosts, but neither passwords nor the values of parameters. */
export function maskUrl(url: string): string {
  return url.replace(/\/\/[^/@]*@/g, '//***@').replace(/([?&][^=&]+)=[^&]*/g, '$1=***');
}
