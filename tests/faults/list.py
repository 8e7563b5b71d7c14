"""All faults by the names that the table shows."""

from faults import answers, daemon, gone, hostile, load, stopped

# Done to a real QEMU, or to qom-fuse over one.
REAL = {
    'QEMU killed under load, started again': gone.kill,
    'QEMU told to quit under load, started again': gone.leave,
    'QEMU stopped, killed while calls wait': gone.kill_with_waiters,
    'QEMU killed, another machine started': gone.another_machine,
    'socket file replaced by another QEMU': gone.replaced_socket,
    'monitor taken by another client on return': gone.taken_monitor,
    'QEMU stopped on return': gone.stopped_on_return,
    'QEMU killed, -o noreconnect': gone.no_reconnect,
    'QEMU stopped under load, goes on': stopped.stop_and_go,
    'QEMU stopped while clients of the share wait': stopped.share_waits,
    'SIGTERM and umount while QEMU is stopped': stopped.end_while_stopped,
    'qom-fuse ended under load, started again': daemon.restart,
    'qom-fuse killed': daemon.killed,
    'qom-fuse killed, -o auto_unmount': daemon.killed_with_auto_unmount,
    '200 processes, devices come and go': load.crowd,
}

# Done by a QEMU that is played.
FAKE = {
    'connection cut before, while, after a write': answers.cut_writes,
    'answers after the deadline': answers.late,
    'answers out of order': answers.out_of_order,
    'answers with unknown ids': answers.unknown_ids,
    'answers that come by halves': answers.halved,
    'proxy that reads two commands as one': answers.known_proxy,
    'unknown proxy that reads two commands as one': answers.unknown_proxy,
    'flood of 100,000 events a second': answers.flood,
    **hostile.FAULTS,
}
