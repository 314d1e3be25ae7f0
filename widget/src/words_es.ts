/** The widget's own words in Spanish, for readers anywhere in Latin America. */

import type { Words } from "./words";

/** Under this name chat.js finds the words in a file of their own. */
export const words: Words = {
  launcher: "Chatee con nosotros",
  title: "{clinic}: asistente",
  titleWithoutName: "Asistente",
  more: "Más",
  close: "Cerrar el chat",
  copy: "Copiar el chat",
  copied: "Se copió el chat.",
  copyFailed: "Esta página no puede copiar. Use «Descargar el chat», por favor.",
  download: "Descargar el chat",
  restart: "Empezar de nuevo",
  restarted: "Usted empezó de nuevo.",
  delete: "Borrar mi chat",
  deleteQuestion:
    "¿Desea borrar este chat para siempre? Se borra aquí y en el asistente de la clínica.",
  deleteYes: "Borrar",
  deleteNo: "Conservarlo",
  deleted: "Se borró su chat.",
  deleteFailed: "No se pudo borrar su chat por ahora. Inténtelo de nuevo en un momento.",
  log: "Conversación",
  earlier: "Ver mensajes anteriores",
  you: "Usted:",
  assistant: "Asistente:",
  greeting: "Hola. Soy el asistente automático de la clínica. ¿Qué desea saber?",
  typing: "El asistente está escribiendo",
  input: "Su mensaje",
  placeholder: "Escriba su pregunta",
  send: "Enviar",
  sending: "Enviando…",
  sent: "Enviado",
  waiting: "En espera de envío",
  failed: "No se envió",
  retry: "Intentar de nuevo",
  helped: "Me sirvió",
  notHelped: "No me sirvió",
  file: "Agregar al calendario",
  removed: "Lo que usted escribió en el formulario ya no se guarda aquí.",
  source: "De nuestra guía:",
  slow: "Está tardando más de lo normal. Espere un momento, por favor.",
  offline: "No tiene conexión. Lo que escriba se guarda y se envía cuando la recupere.",
  unreachable: "En este momento no se puede contactar al asistente.",
  expired: "Su chat anterior terminó, así que este es uno nuevo.",
  limited: "Fueron muchas solicitudes seguidas. Espere {seconds} segundos y el chat continuará.",
  unavailable: "En este momento el asistente no puede responder.",
  callClinic: "También puede llamar a la clínica: {phone}.",
  emergency:
    "Esto puede ser una emergencia. Llame ahora al {emergency} o pida a alguien cercano que llame. " +
    "No espere una respuesta aquí.",
  emergencySelfHarm:
    "Lamento que esté pasando por algo tan difícil. Si usted u otra persona está en peligro, llame " +
    "ahora al {emergency}. También puede llamar o enviar un mensaje de texto al {crisis}, de día o " +
    "de noche. No espere una respuesta aquí.",
  localEmergencyNumber: "número de emergencias de su zona",
  notice:
    "Asistente automático, no es médico. En una emergencia llame al {emergency}. Este chat se " +
    "guarda {hours} horas; en un dispositivo compartido, bórrelo al terminar.",
  noticeTab:
    "Asistente automático, no es médico. En una emergencia llame al {emergency}. Este dispositivo " +
    "olvida el chat cuando usted cierra la pestaña.",
};
