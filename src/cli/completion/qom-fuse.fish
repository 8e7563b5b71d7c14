# fish completion for qom-fuse and its tools. Names come from the running QEMU; a monitor that is held
# by somebody else costs a second and completes nothing.

function __qom_fuse_monitor
    set -l words (commandline -opc)
    for i in (seq (count $words))
        set -l socket
        switch $words[$i]
            case -s --socket
                set -q words[(math $i + 1)]; and set socket $words[(math $i + 1)]
            case '--socket=*' '-s?*'
                set socket (string replace -r '^(--socket=|-s)' '' -- $words[$i])
        end
        if set -q socket[1]
            printf '%s\n' -s (string unescape -- (string replace -r '^~/' $HOME/ -- $socket))
            return
        end
    end
    set -q QMP_SOCKET
end

# The word as far as its last comma, and each option behind it.
function __qom_fuse_mount_options
    set -l before (commandline -ct | string match -r '^.*,'); or set before ''
    switch (commandline -ct | string replace -r '^.*,' '')
        case '*uid=*'
            printf '%s\n' $before'uid='(__fish_complete_users | string replace -r '\t.*' '')
            return
        case '*gid=*'
            printf '%s\n' $before'gid='(__fish_complete_groups | string replace -r '\t.*' '')
            return
    end
    printf '%s\t%s\n' $before'ro' 'Never write to QEMU' $before'uid=' 'Owner of all files' \
        $before'gid=' 'Group of all files' $before'umask=' 'Permission bits to take away' \
        $before'timeout=' 'How long a listing may serve' \
        $before'readahead_timeout=' 'How long a value fetched ahead may wait' \
        $before'deadline=' 'Longest wait for an answer' $before'share=' 'A socket for other clients' \
        $before'noreconnect' 'Unmount when QEMU goes' $before'nosymfollow' 'Follow no symlinks of the mount' \
        $before'insecure_tcp' 'Connect to another machine' \
        $before'allow_other' 'Let other users in' $before'allow_root' 'Let root in' \
        $before'auto_unmount' 'Unmount when the program dies' \
        $before'fsname=' 'The source in the mount table' $before'subtype=' 'The type in the mount table'
end

function __qom_fuse_paths -a kind
    set -l monitor (__qom_fuse_monitor); or return
    set -l folder (string match -r '^.*/' -- (commandline -ct)); or set folder /
    for name in (qom-list $monitor --timeout 1 $folder 2>/dev/null)
        if test $kind = all; or string match -q '*/' -- $name
            echo $folder(string replace -r '^@' '' -- $name)
        end
    end
    test $kind = all; and __qom_fuse_properties $monitor
end

# PATH.PROPERTY. Names of objects may hold dots, too, so the property may begin behind any of them.
function __qom_fuse_properties
    set -l object (commandline -ct)
    while string match -qr '[^/]\.[^/]*$' -- $object
        set object (string replace -r '\.[^./]*$' '' -- $object)
        for name in (qom-list $argv --timeout 1 $object 2>/dev/null | string match -v '*/')
            echo $object.(string replace -r '^@' '' -- $name)
        end
    end
end

function __qom_fuse_schema
    set -l monitor (__qom_fuse_monitor); or return
    qmp $monitor --timeout 1 help $argv 2>/dev/null
end

# The command of qmp, if it is there already.
function __qom_fuse_command
    set -l words (commandline -opc)
    set -l i 2
    while set -q words[$i]
        switch $words[$i]
            case -s --socket --timeout --json
                set i (math $i + 1)
            case '-*'
            case '*'
                echo $words[$i]
                return
        end
        set i (math $i + 1)
    end
    return 1
end

function __qom_fuse_arguments
    switch (__qom_fuse_command)
        case help
            echo -- --help
            __qom_fuse_schema | string match -r '^  .*' | string trim
        case events
            printf '%s\n' --count --timeout --help
            __qom_fuse_schema | sed -n '1,/^Events:/d; s/^  //p'
        case '*'
            echo -- --help
            __qom_fuse_schema (__qom_fuse_command) | sed -n '/^Returns/q; s/^  \([^ :]*\): .*/--\1=/p'
    end
end

for program in qom-fuse qom-get qom-set qom-list qom-tree qmp qmp-shell
    complete -c $program -s s -l socket -r -d 'The QMP monitor'
    complete -c $program -l insecure-tcp -d 'Connect to another machine'
    complete -c $program -s h -l help -d 'Print a summary'
    complete -c $program -s V -l version -d 'Print the version'
end
for program in qom-get qom-set qom-list qom-tree qmp qmp-shell
    complete -c $program -l timeout -x -d 'Longest wait, in seconds'
end
for program in qom-get qom-set qom-list qom-tree qmp
    complete -c $program -f
end
for program in qom-get qom-list qom-tree
    complete -c $program -s j -l json -d 'Print JSON'
end
for program in qom-get qom-set
    complete -c $program -a '(__qom_fuse_paths all)'
end
for program in qom-list qom-tree
    complete -c $program -a '(__qom_fuse_paths objects)'
end
complete -c qom-list -s l -l long -d 'With types and values'
complete -c qom-tree -s d -l depth -x -d 'Levels below the path'
complete -c qom-fuse -s o -x -d 'Mount options' -a '(__qom_fuse_mount_options)'
complete -c qom-fuse -s f -l foreground -d 'Stay in the foreground'
complete -c qom-fuse -s d -l debug -d 'Show every request'
complete -c qmp -l json -x -d 'The command as JSON'
complete -c qmp -n 'not __qom_fuse_command >/dev/null' -a 'events help (__qom_fuse_schema | sed -n "/^Events:/q; s/^  //p")'
complete -c qmp -n '__qom_fuse_command >/dev/null' -a '(__qom_fuse_arguments)'
complete -c qmp-shell -s v -l verbose -d 'Show what is sent'
complete -c qmp-shell -s p -l pretty -d 'Indent answers'
complete -c qmp-shell -s H -l hmp -d 'Human monitor'
complete -c qmp-shell -s N -l skip-negotiation -d 'Do not negotiate'
