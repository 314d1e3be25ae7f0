/** All words of the widget's own. `{phone}`, `{emergency}`, `{crisis}`, `{hours}`, `{seconds}`, `{clinic}` are filled in. */
export interface Words {
  launcher: string;
  title: string;
  titleWithoutName: string;
  more: string;
  close: string;
  copy: string;
  copied: string;
  copyFailed: string;
  download: string;
  restart: string;
  restarted: string;
  delete: string;
  deleteQuestion: string;
  deleteYes: string;
  deleteNo: string;
  deleted: string;
  deleteFailed: string;
  log: string;
  earlier: string;
  you: string;
  assistant: string;
  greeting: string;
  typing: string;
  input: string;
  placeholder: string;
  send: string;
  sending: string;
  sent: string;
  waiting: string;
  failed: string;
  retry: string;
  helped: string;
  notHelped: string;
  file: string;
  removed: string;
  /** Stands before the quoted title of a source. */
  source: string;
  slow: string;
  offline: string;
  unreachable: string;
  expired: string;
  limited: string;
  unavailable: string;
  /** Ends a status with how to reach the clinic; used only where the phone number is known. */
  callClinic: string;
  emergency: string;
  emergencySelfHarm: string;
  /** Stands for the number where none is known. */
  localEmergencyNumber: string;
  notice: string;
  noticeTab: string;
}

export type WordName = keyof Words;
