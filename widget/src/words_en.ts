/** The widget's own words in English. */

import type { Words } from "./words";

export const english: Words = {
  launcher: "Chat with us",
  title: "{clinic}: assistant",
  titleWithoutName: "Assistant",
  more: "More",
  close: "Close chat",
  copy: "Copy chat",
  copied: "The chat has been copied.",
  copyFailed: "This page may not copy. Please use “Download chat”.",
  download: "Download chat",
  restart: "Start again",
  restarted: "You started again.",
  delete: "Delete my chat",
  deleteQuestion: "Delete this chat for good?",
  deleteYes: "Delete",
  deleteNo: "Keep it",
  deleted: "Your chat has been deleted.",
  deleteFailed: "Your chat could not be deleted. Please try again.",
  log: "Conversation",
  earlier: "Show earlier messages",
  you: "You:",
  assistant: "Assistant:",
  greeting: "Hello. I am the clinic’s automated assistant. What would you like to know?",
  typing: "The assistant is writing",
  input: "Your message",
  placeholder: "Type your question",
  send: "Send",
  sending: "Sending…",
  sent: "Sent",
  waiting: "Waiting to be sent",
  failed: "Not sent",
  retry: "Try again",
  helped: "This helped",
  notHelped: "This did not help",
  file: "Add to calendar",
  removed: "What you told the form is no longer kept here.",
  source: "From our guide:",
  slow: "This is taking longer than usual. Please wait a moment.",
  offline: "You are offline. What you write is kept and sent when you are back.",
  unreachable: "The assistant cannot be reached right now.",
  expired: "Your last chat has ended, so this is a new one.",
  limited: "That was a lot at once. Please wait {seconds} seconds, then the chat goes on.",
  unavailable: "The assistant cannot answer right now.",
  callClinic: "You can also call the clinic: {phone}.",
  emergency:
    "This may be an emergency. Call {emergency} now, or ask someone near you to call. Do not wait " +
    "for an answer here.",
  emergencySelfHarm:
    "I am sorry that things are so hard. If you or someone else is in danger, call {emergency} now. " +
    "You can also call or text {crisis}, day or night. Do not wait for an answer here.",
  localEmergencyNumber: "your local emergency number",
  notice:
    "Automated assistant, not a doctor. In an emergency call {emergency}. This chat is kept for " +
    "{hours} hours; on a shared device, delete it when done.",
  noticeTab:
    "Automated assistant, not a doctor. In an emergency call {emergency}. This device forgets the " +
    "chat when you close the tab.",
};
