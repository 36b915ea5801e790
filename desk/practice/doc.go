// Package practice is what a trainee meets instead of citizens: scenes in plain
// text with a scripted visitor, the truth behind them and a rubric; a stage that
// plays them and writes into the practice journal what only a trainer would see;
// and the score, which is worked out from journal lines alone, so that the same
// run always gets the same points.
//
// It is not a mode of the live desk: nothing of the live desk imports it. It
// knows no folder, device or screen; what is laid on the counter is asked of a
// port.
package practice
