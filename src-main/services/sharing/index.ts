export { localAddresses } from './addresses.ts';
export { createAttempts } from './attempts.ts';
export { authorityOf, type JoinLink, parseLink } from './link.ts';
export { askHost, connectHost, type HostAddress } from './ask-host.ts';
export { guestHandlers } from './guest-handlers.ts';
export { type Joined, openJoined } from './joined.ts';
export { AskTicket, GuestTicket, paths, Redeemed, SharedProject } from './protocol.ts';
export { createSharing, type GuestCalls, type NetworkDoor, type NetworkDoorOptions, type Sharing } from './sharing.ts';
