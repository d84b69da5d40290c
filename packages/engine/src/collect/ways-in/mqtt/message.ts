import { hash } from 'node:crypto';
import type { IPublishPacket } from 'mqtt';
import { formatInstant, type Instant } from '../../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../../vocabulary/json.js';
import type { MqttSettings } from './settings.js';

/** A message as it came, until it is on disk. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retained: boolean;
  /** The broker's number of a message that wants to be acknowledged; undefined where none is wanted. */
  readonly packetId: number | undefined;
  /** What the sender says beside the payload (MQTT 5). */
  readonly userProperties: JsonObject;
  readonly receivedAt: Instant;
  /** Which connection it came by, counted from 1. */
  readonly connection: number;
  /** Equal for equal messages. */
  readonly digest: string;
}

export function messageOf(packet: IPublishPacket, connection: number, receivedAt: Instant): Message {
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  const userProperties = Object.fromEntries(Object.entries(packet.properties?.userProperties ?? {})) as JsonObject;
  return {
    topic: packet.topic,
    payload,
    retained: packet.retain,
    packetId: packet.qos === 0 ? undefined : packet.messageId,
    userProperties,
    receivedAt,
    connection,
    digest: digestOf(packet.topic, payload, userProperties),
  };
}

/** Lengths keep a topic's end and a payload's beginning apart. */
function digestOf(topic: string, payload: Buffer, userProperties: JsonObject): string {
  const head = JSON.stringify([topic, userProperties, payload.length]);
  return hash('sha256', Buffer.concat([Buffer.from(head), payload]), 'base64url').slice(0, 27);
}

/** A message as a mapping sees it. */
export interface MessageDocument {
  readonly document: JsonObject;
  /** Why it can be mapped no further: its payload is not what it should be. */
  readonly fault: string | undefined;
}

/** @param receivedAt when it first came, as far as that is known. */
export function documentOf(message: Message, kind: NonNullable<MqttSettings['payload']>, receivedAt: Instant): MessageDocument {
  const levels = message.topic.split('/').map((level, index) => [String(index), level] as const);
  const { payload, fault } = readPayload(message.payload, kind);
  const document: JsonObject = {
    topic: { ...Object.fromEntries(levels), full: message.topic },
    payload,
    retained: message.retained,
    userProperties: message.userProperties,
    receivedAt: formatInstant(receivedAt),
  };
  return { document, fault };
}

function readPayload(bytes: Buffer, kind: NonNullable<MqttSettings['payload']>): { readonly payload: Json; readonly fault?: string } {
  if (kind === 'base64') return { payload: bytes.toString('base64') };
  const text = utf8(bytes);
  if (text === undefined) return { payload: bytes.toString('base64'), fault: 'is not UTF-8 (it is kept as base64)' };
  if (kind === 'text') return { payload: text };
  try {
    return { payload: JSON.parse(text) as Json };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { payload: text, fault: 'is no JSON' };
  }
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
