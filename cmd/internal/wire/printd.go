package wire

import (
	"context"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer"
)

// Deliver prints what commands and windows queue, while no console does, until ctx
// ends. began is called once it does; told hears of each change of a job and must not
// block. While another process
// delivers it is a Problem of kind Locked that names it, and without a printer one
// of kind NotFound.
func (d *Desk) Deliver(ctx context.Context, began func(), told func(desk.Job)) error {
	release, err := d.Store.Lock(printLock)
	if err != nil {
		return err
	}
	defer release()
	v := &Devices{}
	defer v.Close()
	if err := d.openPrinters(v); err != nil {
		return err
	}
	set := d.queueSettings(v, 0, told)
	if len(set.Posts) == 0 {
		return &desk.Problem{Kind: desk.NotFound, What: "print.none"}
	}
	set.Owner = "printd"
	q, err := printer.NewQueue(set, d.Store.PrintJobs(), d.renderJob, d.Clock, d.Log)
	if err != nil {
		return err
	}
	v.run(ctx)
	began()
	if err := d.deliver(ctx, v, q); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}
