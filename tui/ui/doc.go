// Package ui is the toolkit on which every screen of the console is drawn: a
// frame of cells, styles by meaning, actions with their keys, fields, forms,
// tables, dialogs and the layout of the window.
//
// It knows no screen and no use case, does no I/O, reads no clock (the time is
// handed in) and holds no sentence: every word that a clerk reads comes from
// the caller. Only the App makes a tea.View; everything here draws to a Frame.
package ui
