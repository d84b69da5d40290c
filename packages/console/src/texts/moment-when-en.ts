/** Monday first, as the warehouse counts them. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What the console says about when a moment happens, to whom, and where in their journeys. */
export const momentWhenTexts = {
  days: 'By the day',
  daysChart: 'How often it happened, by the day (UTC)',
  hours: 'By the hour, in your time zone',
  weekdays: 'By the day of the week, in your time zone',
  hour: (index: number) => `${String(index).padStart(2, '0')}:00`,
  weekday: (index: number) => WEEKDAYS[index] ?? '',
  never: 'It has not happened yet.',
  segments: 'To whom',
  segmentsText: 'The segments that the customers were in when it happened. Who is in several counts in each.',
  noSegments: 'Nobody was in a segment.',
  segment: 'Segment',
  times: 'Times',
  ofAll: 'Of all times',
  customers: 'Customers',
  members: 'Members now',
  unknown: '–',
  journeys: 'Where in the journey',
  waysTo: 'The ways to it',
  waysFrom: (event: string) => `From it to “${event}”`,
};
