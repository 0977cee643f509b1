import { fileURLToPath } from 'node:url';

/** The folder that holds `packages/` and `services/`, from the sources and from dist alike. */
export const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));
