export { decoderFile, decoderFiles } from './decoders.ts';
export { openWorkshop, type WorkshopPlace } from './workshop.ts';
