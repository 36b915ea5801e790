// Package printer brings rendered papers to printers and says truthfully what
// became of them: IPP for A4 (RFC 8011), ESC/POS over TCP port 9100, a device
// file or a serial line for 80 and 58 mm paper, and the print queue before them.
//
// It knows no paper, template or font: the queue is given a function that
// turns a job into bytes. It is not a spooler either: a job is kept by the
// store, and nothing is ever sent twice unasked.
package printer
