import { defineComponent } from '../component.ts';
import { listOf, u16, u32, u8, vec3 } from '../fields.ts';
import { NavAgent } from './nav-agent.ts';

/** The most corners of its way that an agent keeps; beyond the last it looks again. */
export const MAX_CORNERS = 8;

export const NavWay = defineComponent(
  'NavWay',
  {
    corners: listOf(vec3({ widget: 'hidden' }), MAX_CORNERS),
    left: u8({ default: 0, max: MAX_CORNERS, help: 'How many corners there are, the next one first.' }),
    goal: u32({ default: 0, widget: 'hidden', help: 'The cell that it goes to, counted from 1; 0 is none.' }),
    seen: u32({ default: 0, widget: 'hidden', help: 'What the way was found by, as a number that changes with it.' }),
    waited: u16({ default: 0, widget: 'hidden', help: 'Since when its way is to be found.' }),
  },
  { help: 'The way that an agent goes; agents keep it.', onDemand: NavAgent.name },
);
