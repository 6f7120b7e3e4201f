import { fixedId } from './ids.ts';

/** The id of one of the seed's groups whose ids are made of their names. */
export const groupId = (name: string) => fixedId('sg', name);
export const subnetId = (name: string) => fixedId('subnet', name);

export const STANDARD = fixedId('vpc', 'us-east-1/default');
export const PRODUCTION = fixedId('vpc', 'production');
export const ABROAD = fixedId('vpc', 'eu-west-1/default');

/** Groups whose ids are not made of their names. */
export const GUIDE_EXAMPLE = 'sg-123456';
export const OFFICE_ACCESS = 'sg-0123abcd';

export const WEB = [groupId('web')];
export const STAGING_POSTGRES = [groupId('staging-postgres')];
export const BUILD_RUNNERS = [groupId('build-runners')];
