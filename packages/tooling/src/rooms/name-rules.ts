/** Words that say where something was put and not what it is. */
const empty = /^(.*-)?(utils?|helpers?|common|core|shared|types?|constants?|dtos?|interfaces?|misc)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const code = /\.[cm]?[jt]sx?$/;

/** What is wrong with the last name of a path of a folder (it ends with a slash) or a code file. */
export function nameRules(path: string): string[] {
  const last = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  if (!path.endsWith('/') && !code.test(last)) return [];
  const [stem = '', ...roles] = last.split('.');
  const broken: string[] = [];
  if (empty.test(stem)) broken.push(`the name ${last} does not say what is inside`);
  if (![stem, ...roles].every((word) => kebab.test(word)))
    broken.push(`the name ${last} is not in kebab-case`);
  if (/\.ts$/.test(last) && path.split('/')[2] !== 'src') {
    broken.push('TypeScript outside src/ is compiled and checked by nobody');
  }
  return broken;
}
