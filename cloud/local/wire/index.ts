export { openBus, type LocalBus, type LocalEvent } from './bus.ts';
export { AwsError, invalid, unsupported } from './error.ts';
export { loopbackGuard, type Guard } from './guard.ts';
export { defineService, jsonAction, type AwsCall, type AwsReply, type LocalService, type RestRequest, type RestRoute } from './service.ts';
export { createWire, type Wire, type WireOptions } from './wire.ts';
export { childElement, childElements, childText, element, parseXml, writeXml, type XmlElement } from './xml.ts';
