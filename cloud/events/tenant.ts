import { z } from 'zod';

/** What a tenant is called, as part of a larger pattern. It names keys, prefixes and folders, so nothing in it means anything there. */
export const tenantPattern = '[a-z][a-z0-9-]{0,62}';
const whole = new RegExp(`^${tenantPattern}$`);

export const Tenant = z.string().regex(whole);
export const isTenant = (name: string): boolean => whole.test(name);
