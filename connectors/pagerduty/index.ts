export { type PageStatus, type Paging, paging as pagerduty } from "./paging";
export { tickets as pagerdutyTickets } from "./tickets";
