export { localAddresses } from './addresses.ts';
export { createAttempts } from './attempts.ts';
export { authorityOf, type JoinLink, parseLink } from '../../contract/join-link.ts';
export { askHost, connectHost, type HostAddress } from './ask-host.ts';
export { hearHost } from './hear-host.ts';
export { guestHandlers, sharedHandle } from './guest-handlers.ts';
export { type Joined, openJoined } from './joined.ts';
export {
  AskStudio,
  AskTicket,
  type GuestChannel,
  guestChannels,
  GuestTicket,
  News,
  newsBeat,
  paths,
  Redeemed,
  SharedProject,
} from './protocol.ts';
export type { Guest } from './guests.ts';
export { createSharing, type GuestCalls, type NetworkDoor, type NetworkDoorOptions, type Sharing } from './sharing.ts';
export { guestAssets } from './guest-assets.ts';
