#!/bin/sh
# In a mount namespace of its own: shows the machine's files with a pod's volumes at their places, and becomes the
# container's command there. Nothing of it is visible to, or left behind on, the machine.
# enter-mounts.sh ROOT WORKDIR [SOURCE TARGET ro|rw | IMAGE FOLDER fs]... -- COMMAND...
# An image is mounted at FOLDER, an entry of the folder "images" beside ROOT, which later SOURCEs can be within.
root=$1
workdir=$2
shift 2
container_path=$PATH
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin:$PATH

fail() {
  echo "aquifer: cannot mount: $1" >&2
  exit 125
}

# SOURCE TARGET: the folder TARGET gets every entry of the folder SOURCE
graft() {
  for entry in "$1"/* "$1"/.[!.]*; do
    name=${entry##*/}
    if [ -L "$entry" ]; then
      cp -P "$entry" "$2/$name" || fail "$entry"
    elif [ -d "$entry" ]; then
      mkdir "$2/$name" && mount --rbind "$entry" "$2/$name" || fail "$entry"
    elif [ -e "$entry" ]; then
      : >"$2/$name" && mount --bind "$entry" "$2/$name" || fail "$entry"
    fi
  done
}

# FOLDER: from here on something can be added to it without adding it to the machine's
own() {
  printf '%s\n' "$owned" | grep -Fxq -- "$1" && return
  owned="$owned
$1"
  mkdir -p "$root/.aquifer"
  mount --rbind "$1" "$root/.aquifer" || fail "$1"
  mount -t tmpfs -o mode=755 aquifer "$1" || fail "$1"
  graft "$root/.aquifer" "$1"
  umount -l "$root/.aquifer"
}

# TARGET d|f: makes a folder or file to mount at; the place is in $at
place() {
  at=$root
  rest=${1#/}
  while [ -n "$rest" ]; do
    part=${rest%%/*}
    case $rest in
      */*) rest=${rest#*/} ;;
      *) rest= ;;
    esac
    [ -n "$part" ] || continue
    if [ -L "$at/$part" ]; then
      link=$(readlink "$at/$part")
      rest=$link/$rest
      case $link in /*) at=$root ;; esac
      continue
    fi
    if [ ! -e "$at/$part" ]; then
      own "$at"
      if [ -z "${rest%/}" ] && [ "$2" = f ]; then
        : >"$at/$part" || fail "$1"
      else
        mkdir "$at/$part" || fail "$1"
        owned="$owned
$at/$part"
      fi
    fi
    at=$at/$part
  done
}

# IMAGE FOLDER: mounts the file system in a file. Whoever else has it mounted uses the same device, which goes with the
# last of them; so it is held open while it is made sure that it is still the one of this image.
filesystem() {
  mkdir -p "$2" || fail "$2"
  exec 9>>"$1.lock"
  flock 9 || fail "$1"
  device=$(losetup -n -O NAME -j "$1" | head -n 1)
  [ -z "$device" ] || exec 8<"$device" || fail "$device"
  if [ -z "$device" ] || [ "$(losetup -n -O NAME -j "$1" | head -n 1)" != "$device" ]; then
    device=$(losetup --find --show "$1") || fail "$1"
  fi
  mount -t ext4 "$device" "$2"
  mounted=$?
  losetup -d "$device"
  exec 8<&- 9>&-
  [ $mounted = 0 ] || fail "$1"
}

# PATH ro|rw: a folder within a mounted image, made when it may be; no link may lead out of it
inside() {
  rest=${1#"$images"/}
  within=$images
  while [ -n "$rest" ]; do
    part=${rest%%/*}
    case $rest in
      */*) rest=${rest#*/} ;;
      *) rest= ;;
    esac
    within=$within/$part
    [ ! -L "$within" ] || fail "$within"
    # another container may make it at the same time
    [ -e "$within" ] || [ "$2" = ro ] || mkdir -m 777 "$within" 2>/dev/null
    [ -e "$within" ] || fail "$within"
  done
}

mount -t tmpfs -o mode=755 aquifer "$root" || fail "$root"
mount --make-unbindable "$root" || fail "$root"
owned=$root
graft "" "$root"

# devices: what containers have
dev=$root/dev
mount -t tmpfs -o mode=755 aquifer "$dev" || fail /dev
owned="$owned
$dev"
for device in null zero full random urandom tty; do
  [ -e "/dev/$device" ] && : >"$dev/$device" && { mount --bind "/dev/$device" "$dev/$device" || fail "/dev/$device"; }
done
for folder in pts shm mqueue; do
  [ -d "/dev/$folder" ] && mkdir "$dev/$folder" && { mount --rbind "/dev/$folder" "$dev/$folder" || fail "/dev/$folder"; }
done
[ -d "$dev/shm" ] || mkdir -m 1777 "$dev/shm"
ln -s /proc/self/fd "$dev/fd"
ln -s /proc/self/fd/0 "$dev/stdin"
ln -s /proc/self/fd/1 "$dev/stdout"
ln -s /proc/self/fd/2 "$dev/stderr"
ln -s pts/ptmx "$dev/ptmx"

images=${root%/*}/images
while [ "$1" != -- ]; do
  if [ "$3" = fs ]; then
    filesystem "$1" "$2"
    shift 3
    continue
  fi
  case $1 in "$images"/*) inside "$1" "$3" ;; esac
  if [ -d "$1" ]; then kind=d; else kind=f; fi
  place "$2" "$kind"
  mount --bind "$1" "$at" || fail "$2"
  if [ "$3" = ro ]; then
    mount -o remount,bind,ro "$at" || mount -o remount,bind,ro,nosuid,nodev "$at" || fail "$2"
  fi
  shift 3
done
shift
[ -d "$root$workdir" ] || place "$workdir" d
PATH=$container_path
export PATH
chroot=$(command -v chroot || echo /usr/sbin/chroot)
# seen by the agent: the container runs from now on
: >"${root%/*}/entered"
exec "$chroot" "$root" /bin/sh -c 'cd "$1" || exit 125; shift; exec "$@"' sh "$workdir" "$@"
