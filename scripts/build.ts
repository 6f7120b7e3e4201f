import { build } from 'rolldown';
import config from '../rolldown.config.ts';

/** `npm run build`: through the API, because the bundler's own command always prints its table of chunks. */
await build(config);
